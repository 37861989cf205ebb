import { createRequire as $createRequire } from 'node:module';const require = $createRequire(import.meta.url);
import{code,prose,table}from"./chunk-GNVQHFDC.js";import{placeOf}from"./chunk-4WHUOXG3.js";import"./chunk-S6ZXO4DY.js";var SUMMARY_LIMIT=1024*1024,PROBLEMS=500;function errorSections(errors){return errors.map(({code:name,message,hint,problems})=>[`### ❌ ${code(name)}`,prose(message),`**What to do:** ${prose(hint)}`,...problemTable(problems)].join(`

`))}function problemSections(problems,counted){return[`## Autotune: ${problems.every(({severity})=>severity!=="error")?"valid":"not valid"}`,prose(counted),...problemTable(problems)]}function gateSections({decision},page){return[`## Autotune gate: ${decision}`,page.trimEnd()]}function problemTable(problems){if(problems.length===0)return[];let rows=problems.slice(0,PROBLEMS).map(problem=>[code(placeOf(problem),300),`${problem.severity} ${code(problem.code)}`,prose(problem.message,600),problem.found===void 0?"":code(problem.found),problem.expected===void 0?"":prose(problem.expected,600)]),more=problems.length>PROBLEMS?[`and ${problems.length-PROBLEMS} more, in the log.`]:[];return[table(["place","problem","what is wrong","found","expected"],rows),...more]}function textSection(text){let longest=Math.max(2,...[...text.matchAll(/`+/g)].map(([ticks])=>ticks.length)),fence="`".repeat(longest+1);return`${fence}text
${text.replace(/\n$/,"")}
${fence}`}function pageOf(sections,pointer,limit=SUMMARY_LIMIT){let whole=`${sections.join(`

`)}
`;if(bytesOf(whole)<=limit)return whole;let tail=`

_${pointer}_
`,room=limit-bytesOf(tail),kept=[];for(let section of sections){let text=kept.length===0?section:`

${section}`;if(bytesOf(text)>room)break;kept.push(text),room-=bytesOf(text)}return`${kept.length===0?cut(sections[0]??"",room):kept.join("")}${tail}`}function cut(section,room){let[fence=""]=/^`{3,}/.exec(section)??[],end=fence===""?"":`
${fence}`,lines=[],left=room-bytesOf(end);for(let line of section.split(`
`)){if(left-=bytesOf(line)+1,left<-1)break;lines.push(line)}return`${lines.join(`
`)}${end}`}function bytesOf(text){return new TextEncoder().encode(text).length}export{SUMMARY_LIMIT,errorSections,gateSections,pageOf,problemSections,textSection};
