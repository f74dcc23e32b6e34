// purpose: open links for how an address is described
// params: rows, number, forever
// returns: opened
UNWIND $rows AS row
MATCH (a:Address {id: row.source})
MATCH (b:AddressDetails {key: row.target})
CREATE (a)-[:DESCRIBED_BY {since: $number, until: $forever}]->(b)
RETURN count(*) AS opened
