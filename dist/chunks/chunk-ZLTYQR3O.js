import { createRequire as $createRequire } from 'node:module';const require = $createRequire(import.meta.url);
var ROLES=["none","read","triage","write","maintain","admin"];export{ROLES};
