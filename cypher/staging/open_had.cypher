// purpose: open links for the touchpoints a record had
// params: rows, number, forever
// returns: opened
UNWIND $rows AS row
MATCH (a:Record {key: row.source})
MATCH (b:Touchpoint {key: row.target})
CREATE (a)-[:HAD {since: $number, until: $forever, happened_on: row.happened_on, kind: row.kind}]->(b)
RETURN count(*) AS opened
