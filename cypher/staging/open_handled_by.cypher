// purpose: open links for who dealt with a touchpoint, by the record it was stated for
// params: rows, number, forever
// returns: opened
UNWIND $rows AS row
MATCH (a:Touchpoint {key: row.source})
MATCH (b:Professional {key: row.target})
CREATE (a)-[:HANDLED_BY {since: $number, until: $forever, record: row.record}]->(b)
RETURN count(*) AS opened
