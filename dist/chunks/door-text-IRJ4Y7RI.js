import { createRequire as $createRequire } from 'node:module';const require = $createRequire(import.meta.url);
import{errorText,painter,problemsText,sealedText,uncheckedText}from"./chunk-63B6IEJP.js";import"./chunk-4WHUOXG3.js";import"./chunk-S6ZXO4DY.js";export{errorText,painter,problemsText,sealedText,uncheckedText};
