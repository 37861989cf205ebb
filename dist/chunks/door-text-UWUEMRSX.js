import { createRequire as $createRequire } from 'node:module';const require = $createRequire(import.meta.url);
import{errorText,painter,problemsText,runText,sealedText,uncheckedText}from"./chunk-WW2N42A4.js";import"./chunk-7MY4TX6J.js";import"./chunk-4WHUOXG3.js";import"./chunk-S6ZXO4DY.js";export{errorText,painter,problemsText,runText,sealedText,uncheckedText};
