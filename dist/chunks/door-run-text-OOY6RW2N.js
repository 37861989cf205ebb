import { createRequire as $createRequire } from 'node:module';const require = $createRequire(import.meta.url);
import{boundsOf,number,runText,shown,signed}from"./chunk-5HRURXOX.js";import"./chunk-VCQESUY6.js";import"./chunk-LNDTDP7W.js";import"./chunk-7MY4TX6J.js";import"./chunk-4WHUOXG3.js";import"./chunk-S6ZXO4DY.js";export{boundsOf,number,runText,shown,signed};
