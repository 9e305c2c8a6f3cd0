/** How the page looks: two schemes from one list of colours, system fonts, numbers in columns. Needs no script. */
import { WORST_FIRST } from "../../verdicts.ts";

/** Without a script the check boxes filter by these rules alone. */
const filters = WORST_FIRST.map(
  (verdict) =>
    `:root:not(.js):has(#only-${verdict}:checked) :is(.case.${verdict},.group:has(.case.${verdict})){display:block}`,
).join("\n");
const tones = WORST_FIRST.map((verdict) => `.${verdict}{--tone:var(--${verdict})}`).join("\n");

export const style = `
:root{color-scheme:light dark;
--paper:light-dark(#fbfaf7,#16181b);--sheet:light-dark(#ffffff,#1d2024);--ink:light-dark(#1d1f22,#e6e4df);--quiet:light-dark(#5d6168,#a2a6ad);--line:light-dark(#e3e0d8,#31353b);--wash:light-dark(#f3f1eb,#23272c);--accent:light-dark(#1f5f99,#8bbdf0);
--conforms:light-dark(#1b7245,#6cc796);--imprecise:light-dark(#8a5a00,#e0b45a);--violates:light-dark(#b3261e,#ff9086);--inconclusive:light-dark(#44589b,#a3b4f2);--disputed:light-dark(#7a3b9a,#d3a1ec);--unsupported:light-dark(#5d6168,#a2a6ad);--errored:light-dark(#a12a63,#f592bd);
--mono:ui-monospace,"SF Mono","Cascadia Mono","JetBrains Mono",Menlo,Consolas,"DejaVu Sans Mono",monospace;--serif:"STIX Two Text","STIX Two Math","Cambria Math",Cambria,"Iowan Old Style",Georgia,"DejaVu Serif",serif}
:root[data-theme=light]{color-scheme:light}
:root[data-theme=dark]{color-scheme:dark}
${tones}
*{box-sizing:border-box}
body{margin:0 auto;max-width:74rem;padding:0 1.5rem 4rem;background:var(--paper);color:var(--ink);font:15px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;font-variant-numeric:tabular-nums;overflow-wrap:anywhere}
:root{background:var(--paper);-webkit-text-size-adjust:100%;text-size-adjust:100%}
:root:not(.js) .js,[hidden]{display:none!important}
p,dl,dd,h1,h2,h3,h4,h5,fieldset,pre{margin:0;padding:0;border:0}
a{color:var(--accent);text-underline-offset:.2em;text-decoration-thickness:1px}
code,pre,kbd{font-family:var(--mono);font-size:.88em}
pre{overflow-x:auto;white-space:pre;background:var(--wash);padding:.6rem .8rem;border-radius:6px;margin:.4rem 0}
button,select,input[type=search]{font:inherit;font-size:.87rem;color:inherit;background:var(--sheet);border:1px solid var(--line);border-radius:6px;padding:.25rem .65rem;min-height:2rem}
button{cursor:pointer}
button:hover{border-color:var(--quiet)}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px;border-radius:4px}
.skip{position:absolute;left:-99rem}
.skip:focus{left:1rem;top:1rem;background:var(--sheet);padding:.5rem;z-index:9}
.glyph{display:inline-block;width:1.15em;text-align:center;font-weight:700;color:var(--tone)}
.quiet{color:var(--quiet)}
.brand{display:flex;justify-content:space-between;align-items:center;padding:1.1rem 0;min-height:4rem;color:var(--quiet);letter-spacing:.02em}
.brand>span:first-child{font-weight:600;color:var(--ink)}
h1{font-size:clamp(1.45rem,1rem + 2vw,2.1rem);line-height:1.25;font-weight:600;letter-spacing:-.015em;margin:1rem 0 1.2rem;text-wrap:balance}
h1 .glyph{width:auto;margin-right:.1em}
h2{font-size:1.15rem;font-weight:600;margin:2.6rem 0 .8rem}
h3{font-size:.95rem;font-weight:600;margin:1.7rem 0 .5rem}
h3 span{color:var(--quiet);font-weight:400;margin-left:.3em}
h4{display:inline;font:inherit;font-weight:600}
h5{font-size:.78rem;font-weight:600;color:var(--quiet);margin:0 0 .45rem}
.alarm{border:2px solid var(--violates);background:color-mix(in srgb,var(--violates) 9%,var(--paper));border-radius:8px;padding:.8rem 1rem;margin:0 0 1.2rem;font-size:1.05rem}
.claims{list-style:none;margin:0 0 1.2rem;padding:0;font-family:var(--mono);font-size:.88em}
.claims li{color:var(--tone)}
.bar{display:block;width:100%;height:8px;margin:0 0 1.4rem}
.bar rect{fill:var(--tone)}
.facts{display:grid;gap:.1rem 2rem}
.facts.wide{grid-template-columns:repeat(auto-fill,minmax(19rem,1fr))}
.facts div{display:flex;gap:.8rem;padding:.1rem 0;min-width:0}
.facts dt{flex:none;width:6.6rem;color:var(--quiet)}
.asked .facts dt{width:4.2rem}
.facts dd{min-width:0}
.found{background:var(--sheet);border:1px solid var(--line);border-left:3px solid var(--violates);border-radius:8px;padding:.9rem 1.1rem;margin:.6rem 0}
.found:not(.told) p+p{margin-top:.25rem}
.found:not(.told) p:nth-child(2){color:var(--quiet)}
.found p b{color:var(--ink);font-weight:600}
.links :is(a,span){display:inline-block;margin-right:.9em}
.told{--tone:var(--violates);display:grid;gap:.55rem;scroll-margin-top:1rem}
.told:target{outline:2px solid var(--accent);outline-offset:2px}
.told :is(h3,h4,ul){margin:0;padding:0}
.told h3{font-size:1.05rem;line-height:1.4;max-width:48rem}
.told h4{display:block}
.told ul{list-style:none;display:grid;gap:.8rem}
.told li{border-left:3px solid var(--line);padding-left:1rem;display:grid;gap:.3rem}
.told .formula{max-height:none}
.told .facts dt{width:5rem}
.told .evidence{color:var(--quiet);max-width:48rem}
.ratio{white-space:nowrap}
.told p.links{color:var(--quiet)}
.told summary{display:inline;padding:0;color:var(--accent);text-decoration:underline;text-decoration-thickness:1px;text-underline-offset:.2em}
.controls{position:sticky;top:0;z-index:2;display:flex;flex-wrap:wrap;gap:.6rem 1.4rem;align-items:center;padding:.7rem 0;background:var(--paper);border-bottom:1px solid var(--line)}
fieldset{display:flex;flex-wrap:wrap;gap:.4rem;min-width:0}
legend{position:absolute;left:-99rem}
fieldset label{display:flex;align-items:center;gap:.3rem;border:1px solid var(--line);border-radius:99px;padding:.15rem .8rem .15rem .45rem;min-height:2rem;font-size:.87rem;background:var(--sheet);cursor:pointer}
fieldset label:hover{border-color:var(--tone)}
fieldset label:has(:checked){background:color-mix(in srgb,var(--tone) 14%,var(--sheet));border-color:var(--tone);box-shadow:inset 0 0 0 1px var(--tone)}
fieldset label:has(:focus-visible){outline:2px solid var(--accent);outline-offset:2px}
fieldset input{position:absolute;opacity:0;width:1px;height:1px}
.find{display:flex;flex-wrap:wrap;gap:.6rem 1rem;align-items:center;flex:1 1 100%}
.find label,output{font-size:.87rem;color:var(--quiet)}
#find{flex:1;min-width:12rem;max-width:26rem}
output{margin-left:auto}
#sorted{margin-top:1rem}
:root:not(.js):has(.only:checked) :is(.case,.group){display:none}
${filters}
.case{content-visibility:auto;contain-intrinsic-size:auto 2.9rem;background:var(--sheet);border:1px solid var(--line);border-top-width:0;scroll-margin-top:7rem}
.case:has(>[open]){content-visibility:visible}
.group>h3+.case,#sorted>.case:first-child{border-top-width:1px;border-top-left-radius:8px;border-top-right-radius:8px}
.case:last-child{border-bottom-left-radius:8px;border-bottom-right-radius:8px}
summary{display:flex;list-style:none;align-items:baseline;gap:.4rem 1rem;padding:.6rem 1rem;cursor:pointer}
summary::-webkit-details-marker{display:none}
summary:hover{background:var(--wash)}
summary:focus-visible{outline-offset:-2px}
.badge{flex:none;width:8.2rem;color:var(--tone);font-weight:600;font-size:.87rem;white-space:nowrap}
.listed{flex:none;border:1px solid var(--line);border-radius:99px;padding:0 .6rem;font-size:.8rem;color:var(--quiet)}
.listed.changed,.listed.stale{color:var(--violates);border-color:var(--violates)}
.listing{max-width:44rem;border-left:3px solid var(--line);padding-left:1rem}
.name{flex:1;min-width:0}
.title{color:var(--quiet);margin-left:.5em}
.clause{flex:none;max-width:9rem;overflow:hidden;text-overflow:ellipsis;white-space:nowrap;color:var(--quiet);font-size:.87rem}
.lre{flex:none;width:5.6rem;text-align:right;white-space:nowrap}
.lre span{color:var(--quiet);font-size:.87rem}
.body{padding:.4rem 1rem 1.4rem 10.2rem;display:grid;gap:1.3rem;grid-template-columns:minmax(0,1fr);scroll-margin-top:10.6rem}
.said,.note{max-width:44rem;white-space:pre-line;max-height:24rem;overflow:auto}
.here{font-size:.87rem;opacity:.75;white-space:nowrap}
.comparison{font-size:clamp(.95rem,.7rem + .9vw,1.3rem);border-left:3px solid var(--tone);padding-left:1rem}
.comparison div{display:flex;gap:1rem;align-items:baseline}
.comparison dt{flex:none;width:5rem;color:var(--quiet);font-size:.87rem}
.where dd{font-family:var(--serif);font-weight:600}
.number,td.e,td.t,td.b,td.d,td.p,td.c,tbody th{font-family:var(--mono);white-space:pre}
.number{white-space:pre-wrap;overflow-wrap:anywhere}
.bound{color:var(--quiet);font-size:.8em}
i{font-style:normal;color:var(--quiet)}
.no i,.comparison .no i{color:var(--violates);font-weight:600;text-decoration:underline;text-decoration-thickness:2px;text-underline-offset:.22em}
.no .t i,.number:not(.no) i{color:var(--conforms);font-weight:600;text-decoration:none}
.starts,.bug{max-width:44rem}
.bug span{color:var(--quiet)}
.asked{display:grid;grid-template-columns:minmax(0,1fr) minmax(0,1fr);gap:1.3rem 2rem}
.formula{font-family:var(--serif);font-size:1.08rem;line-height:1.7;max-height:24rem;overflow:auto}
.scroll{overflow-x:auto}
table{border-collapse:collapse;font-size:.87rem;margin-bottom:1rem}
caption,.bare{text-align:left;padding:.2rem 0 .35rem;white-space:nowrap}
.bare{white-space:normal;font-size:.87rem}
caption b,.bare b{font-family:var(--serif);font-size:1.05rem;margin-right:.5em}
caption span,.bare span{color:var(--quiet);margin-right:.7em}
.status.right{color:var(--conforms)}
.status.wrong{color:var(--violates)}
.status.imprecise{color:var(--imprecise)}
.status.undecided,.status.suspect{color:var(--inconclusive)}
th,td{text-align:left;padding:.2rem 1.3rem .2rem 0;vertical-align:baseline;font-weight:400}
thead th{white-space:nowrap;color:var(--quiet);font-size:.8rem;border-bottom:1px solid var(--line)}
tbody th{color:var(--quiet)}
tbody tr+tr>*{border-top:1px solid color-mix(in srgb,var(--line) 55%,transparent)}
td.b,td.c,td.p{color:var(--quiet)}
td.d{text-align:right}
thead th:nth-child(5){text-align:right}
tr.no td.d{color:var(--violates);font-weight:600}
.witnesses td,.witnesses tbody th{white-space:normal;font-family:inherit;color:inherit}
.witnesses tbody th{font-weight:600;white-space:normal;min-width:7rem}
.agrees td:nth-child(3){color:var(--conforms);white-space:nowrap}
.disagrees td:nth-child(3){color:var(--violates);font-weight:600;white-space:nowrap}
.abstains td{color:var(--quiet)}
.again{display:flex;gap:.6rem;align-items:center;background:var(--wash);border-radius:6px;padding:.35rem .4rem .35rem .8rem;max-width:44rem}
.again code{flex:1;min-width:0}
.note+.note{margin-top:.4rem}
footer{margin-top:4rem;border-top:1px solid var(--line);color:var(--quiet);font-size:.87rem}
footer h2{font-size:.95rem;margin:1.4rem 0 .6rem}
footer dl div{display:flex;gap:1rem;padding:.1rem 0}
footer dt{flex:none;width:8.2rem;color:var(--tone);font-weight:600}
footer p{margin-top:.8rem;max-width:48rem}
dialog{color:var(--ink);background:var(--sheet);border:1px solid var(--line);border-radius:10px;padding:1.4rem 1.8rem;min-width:18rem}
dialog::backdrop{background:#0006}
dialog h2{margin:0 0 .8rem}
dialog dl div{display:flex;gap:1rem;padding:.15rem 0}
dialog dt{width:5rem}
dialog form{margin-top:1rem}
kbd{border:1px solid var(--line);border-radius:4px;padding:.1rem .4rem;white-space:pre}
@media screen and (max-width:52rem){
body{padding:0 1rem 3rem}
.controls{position:static}
.case{scroll-margin-top:.5rem}
summary{flex-wrap:wrap;padding:.6rem .8rem}
.badge{width:auto;flex:1}
.name{order:3;flex-basis:100%}
.title{display:block;margin:0}
.lre{width:auto}
.body{padding:.2rem .8rem 1.2rem}
.asked{grid-template-columns:minmax(0,1fr)}
.comparison div{display:block;margin-bottom:.4rem}
.comparison dt{width:auto}
caption{white-space:normal}
table,tbody,tbody tr,tbody th,tbody td,caption{display:block}
thead{position:absolute;left:-99rem}
tbody tr{padding:.45rem 0}
tbody tr+tr{border-top:1px solid var(--line)}
tbody tr+tr>*{border:0}
tbody td,tbody th{padding:0;white-space:pre-wrap!important;overflow-wrap:anywhere}
td.d{text-align:left}
td.e::before{content:"engine"}td.t::before{content:"truth"}td.b::before{content:"± bound"}td.d::before{content:"digits"}td.p::before{content:"printed"}td.c::before{content:"certified"}
td::before{display:inline-block;width:4.6rem;color:var(--quiet);font:.8rem system-ui,sans-serif}
td:empty{display:none}
.witnesses td::before{display:none}
footer dl div{display:block}
}
@media print{
:root{color-scheme:light!important}
body{max-width:none;padding:0;font-size:10pt}
.controls,.brand .js,.copy,.here,.skip{display:none!important}
.case{content-visibility:visible;break-inside:avoid-page}
.told{break-inside:avoid-page}
h2,h3{break-after:avoid-page}
.said,.note,.formula{max-height:none}
.scroll{overflow:visible}
.body{padding-left:1rem}
details::details-content{content-visibility:visible;display:block;height:auto}
}
`;
