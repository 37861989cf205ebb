import { createRequire as $createRequire } from 'node:module';const require = $createRequire(import.meta.url);
import{AutotuneError,isAutotuneError}from"./chunk-3NARVTRS.js";async function hush(work){try{return await work()}catch(error){throw isAutotuneError(error)?error:silenced(error)}}function silenced(error){let silent=new AutotuneError("INTERNAL","a defect while held-out cases were read; what it says is not shown"),stack=error instanceof Error?framesOf(error):[];return silent.stack=[`${silent.name}: ${silent.message}`,...stack].join(`
`),silent}function framesOf({stack="",name,message}){let opening=message===""?name:`${name}: ${message}`;return stack.startsWith(opening)?stack.slice(opening.length).split(`
`).slice(1).filter(line=>/^ {4}at /.test(line)):[]}export{hush};
