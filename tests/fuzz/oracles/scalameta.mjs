// One JSON string a line in; a digest of Scalameta's tree without its places, or "invalid", a line out.
// scalameta-parsers is taken from the folder in ORACLES.
import { createRequire } from "node:module";
import { createHash } from "node:crypto";
import { createInterface } from "node:readline";

const require = createRequire(process.env.ORACLES + "/");
const { parseSource } = require("scalameta-parsers");

for await (const line of createInterface({ input: process.stdin })) {
  const tree = parseSource(JSON.parse(line));
  const plain = JSON.stringify(tree, (key, value) => (key === "pos" ? undefined : value));
  console.log("error" in tree ? "invalid" : createHash("md5").update(plain).digest("hex"));
}
