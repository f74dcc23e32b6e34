// purpose: open links for the search keys of a record
// params: rows, number, forever
// returns: opened
UNWIND $rows AS row
MATCH (a:Record {key: row.source})
MATCH (b:SearchKey {key: row.target})
CREATE (a)-[:FOUND_BY {since: $number, until: $forever}]->(b)
RETURN count(*) AS opened
