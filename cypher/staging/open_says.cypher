// purpose: open links for what a record says of its person
// params: rows, number, forever
// returns: opened
UNWIND $rows AS row
MATCH (a:Record {key: row.source})
MATCH (b:Details {key: row.target})
CREATE (a)-[:SAYS {since: $number, until: $forever, stated_on: row.stated_on}]->(b)
RETURN count(*) AS opened
