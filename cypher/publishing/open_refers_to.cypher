// purpose: open links for which person a record refers to
// params: rows, number, forever
// returns: opened
UNWIND $rows AS row
MATCH (a:Record {key: row.source})
MATCH (b:Person {id: row.target})
CREATE (a)-[:REFERS_TO {since: $number, until: $forever}]->(b)
RETURN count(*) AS opened
