// purpose: open links for the address of a household
// params: rows, number, forever
// returns: opened
UNWIND $rows AS row
MATCH (a:Household {id: row.source})
MATCH (b:Address {id: row.target})
CREATE (a)-[:BASED_AT {since: $number, until: $forever}]->(b)
RETURN count(*) AS opened
