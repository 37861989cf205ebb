import { createRequire as $createRequire } from 'node:module';const require = $createRequire(import.meta.url);
import{excerpt,renderProblem}from"./chunk-4WHUOXG3.js";function painter(isColoured){let codes={bold:1,dim:2,green:32,red:31,yellow:33};return(style,text)=>isColoured?`\x1B[${codes[style]}m${text}\x1B[0m`:text}function problemsText(problems,paint){let errors=problems.filter(({severity})=>severity==="error").length,warnings=problems.length-errors,counted=`${errors} ${errors===1?"error":"errors"}, ${warnings} ${warnings===1?"warning":"warnings"}`;return`${[...problems.map(renderProblem),paint(errors>0?"red":"dim",counted)].join(`
`)}
`}function errorText(error,paint){let shown=error.problems.slice(0,50).map(problem=>`  ${renderProblem(problem).replaceAll(`
`,`
  `)}`),more=error.problems.length>50?[`  and ${error.problems.length-50} more`]:[];return`${[paint("red",`autotune: ${error.code}: ${excerpt(error.message,1e3)}`),...shown,...more,`  ${error.hint}`].join(`
`)}
`}function uncheckedText(unchecked){return unchecked.length===0?"":`; sealed, not checked: ${unchecked.join(", ")}`}function unreadText(unchecked){return unchecked.flatMap(({path,why,what})=>why==="unread"?[`not checked, since ${excerpt(path,200)} cannot be read: ${what}
`]:why==="unreplayed"?[`not checked: whether the cases of ${excerpt(path,200)} replay as recorded
`]:[]).join("")}function sealedText({sealed,removed,unchanged}){return[...sealed.map(path=>`sealed    ${path}
`),...removed.map(path=>`removed   ${path}
`),...unchanged.map(path=>`unchanged ${path}
`),...removed.length===0?[]:[`What was ever committed in plain text stays in the history: seal a new version of the set instead.
`]].join("")}export{painter,problemsText,errorText,uncheckedText,unreadText,sealedText};
