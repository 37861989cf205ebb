import { createRequire as $createRequire } from 'node:module';const require = $createRequire(import.meta.url);
function isInRoster(rosters,team,login){return Object.entries(rosters).find(([name])=>name.toLowerCase()===`@${team}`.toLowerCase())?.[1]?.some(name=>name.toLowerCase()===`@${login}`.toLowerCase())??null}export{isInRoster};
