// purpose: open links for where a touchpoint was, by the record it was stated for
// params: rows, number, forever
// returns: opened
UNWIND $rows AS row
MATCH (a:Touchpoint {key: row.source})
MATCH (b:StatedAddress {key: row.target})
CREATE (a)-[:AT {since: $number, until: $forever, record: row.record, happened_on: row.happened_on, kind: row.kind}]->(b)
RETURN count(*) AS opened
