// Runs the audits that accompany the GraphQL-over-HTTP specification against the service at MAST; prints one JSON line each.
import { serverAudits } from "graphql-http";

const { MAST, TOKEN } = process.env;
const known = {
  Authorization: `Bearer ${TOKEN}`,
  "MAST-Purpose": "duty-call",
  "MAST-Case-Reference": "EX-1",
};
const fetchFn = (url, options) => fetch(url, { ...options, headers: { ...options?.headers, ...known } });
for (const audit of serverAudits({ url: `${MAST}/graphql`, fetchFn })) {
  const { status, reason } = await audit.fn();
  console.log(JSON.stringify({ id: audit.id, name: audit.name, status, reason }));
}
