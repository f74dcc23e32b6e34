// purpose: open links for the addresses a record has stated
// params: rows, number, forever
// returns: opened
UNWIND $rows AS row
MATCH (a:Record {key: row.source})
MATCH (b:StatedAddress {key: row.target})
CREATE (a)-[:LIVES_AT {since: $number, until: $forever, first_seen: row.first_seen, last_seen: row.last_seen, current: row.current}]->(b)
RETURN count(*) AS opened
