import { createRequire as $createRequire } from 'node:module';const require = $createRequire(import.meta.url);
function printedValue(value){return Array.isArray(value)?value.join(" > "):String(value)}export{printedValue};
