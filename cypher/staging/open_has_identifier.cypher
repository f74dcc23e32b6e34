// purpose: open links for the identifiers of a record
// params: rows, number, forever
// returns: opened
UNWIND $rows AS row
MATCH (a:Record {key: row.source})
MATCH (b:Identifier {key: row.target})
CREATE (a)-[:HAS_IDENTIFIER {since: $number, until: $forever, verified: row.verified}]->(b)
RETURN count(*) AS opened
