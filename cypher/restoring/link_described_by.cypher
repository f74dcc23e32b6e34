// purpose: put DESCRIBED_BY links back as they were
// params: rows
// returns: nothing
UNWIND $rows AS row
MATCH (a:Address {id: row.source})
MATCH (b:AddressDetails {key: row.target})
CREATE (a)-[l:DESCRIBED_BY]->(b)
SET l = row.properties
