import { createRequire as $createRequire } from 'node:module';const require = $createRequire(import.meta.url);
import{excerpt}from"./chunk-4WHUOXG3.js";var TRIGGER=/@|#(?=\d)|\bGH-(?=\d)|:(?=\/\/)|\bwww(?=\.)|\[(?=(?:skip|ci|no|actions)\b)|\](?=\()|<(?=[!/a-z])/gi;function inert(text,length){let disarmed=excerpt(text,length).replace(TRIGGER,"$&⁠");return disarmed.length<=length?disarmed:`${disarmed.slice(0,length-1).replace(/[\uD800-\uDBFF]$/,"")}…`}function plain(text,length=300){return excerpt(text,length).replace(/&/g,"&amp;").replace(/</g,"&lt;").replace(/>/g,"&gt;").replace(/[\\`*_{}[\]()#+!|~]/g,"\\$&").replace(TRIGGER,"$&⁠")}function code(text,length=200){return text===""?"":`\`${excerpt(text,length).replace(/`/g,"'").replace(/\|/g,"¦")}\``}function prose(text,length=2e3){let parts=excerpt(text,length).split("`");return parts.length%2===0?plain(text,length):parts.map((part,i)=>i%2===1?code(part,length):plain(part,length)).join("")}function table(header,rows,right=[]){let rule=header.map((_,i)=>right.includes(i)?"--:":":--");return[header,rule,...rows].map(cells=>`| ${cells.join(" | ")} |`).join(`
`)}function fold(summary,content){return`<details>
<summary>${summary}</summary>

${content}

</details>`}export{inert,plain,code,prose,table,fold};
