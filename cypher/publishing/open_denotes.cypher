// purpose: open links for which address a stated address denotes
// params: rows, number, forever
// returns: opened
UNWIND $rows AS row
MATCH (a:StatedAddress {key: row.source})
MATCH (b:Address {id: row.target})
CREATE (a)-[:DENOTES {since: $number, until: $forever}]->(b)
RETURN count(*) AS opened
