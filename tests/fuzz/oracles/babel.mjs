// One JSON string a line in; a digest of its syntax tree, or "invalid", a line out.
// argv: the file's kind (js, ts or tsx); @babel/parser is taken from the folder in ORACLES.
import { createRequire } from "node:module";
import { createHash } from "node:crypto";
import { createInterface } from "node:readline";

const require = createRequire(process.env.ORACLES + "/");
const { parse } = require("@babel/parser");
const kinds = { javascript: ["jsx"], typescript: ["typescript"], tsx: ["typescript", "jsx"] };
const plugins = [...kinds[process.argv[2]], "decorators", "explicitResourceManagement"];
const skipped = new Set(["start", "end", "loc", "range", "leadingComments", "trailingComments", "innerComments",
  "comments", "errors", "tokens", "trailingComma", "trailingCommaLoc"]);

function plain(node) {
  if (Array.isArray(node)) return node.map(plain);
  if (!node || typeof node !== "object") return typeof node === "bigint" ? String(node) : node;
  if (node.type === "JSXText") return { type: "JSXText", value: clean(node.value) };
  const result = {};
  for (const [key, value] of Object.entries(node)) {
    if (skipped.has(key)) continue;
    if (key === "extra") { if (value.raw !== undefined) result.raw = value.raw; continue; }
    result[key] = plain(value);
  }
  if (Array.isArray(result.children)) {
    result.children = result.children.filter((child) => child.type !== "JSXText" || child.value !== "");
  }
  return result;
}

// What React's and Babel's transforms keep of JSX text.
function clean(text) {
  const lines = text.split(/\r\n|\n|\r/);
  const kept = lines.map((line, index) => {
    if (index > 0) line = line.replace(/^[ \t]+/, "");
    if (index < lines.length - 1) line = line.replace(/[ \t]+$/, "");
    return line;
  });
  return lines.length === 1 ? text : kept.filter((line) => line !== "").join(" ");
}

for await (const line of createInterface({ input: process.stdin })) {
  let answer = "invalid";
  try {
    const tree = parse(JSON.parse(line), { sourceType: "unambiguous", plugins, allowReturnOutsideFunction: true,
      allowAwaitOutsideFunction: true, allowUndeclaredExports: true });
    answer = createHash("md5").update(JSON.stringify(plain(tree.program))).digest("hex");
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  console.log(answer);
}
