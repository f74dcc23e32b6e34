// purpose: open links for the cases of a record and their workers
// params: rows, number, forever
// returns: opened
UNWIND $rows AS row
MATCH (a:Record {key: row.source})
MATCH (b:Professional {key: row.target})
CREATE (a)-[:LED_BY {since: $number, until: $forever, is_open: row.is_open, opened_on: row.opened_on, closed_on: row.closed_on, stated_on: row.stated_on}]->(b)
RETURN count(*) AS opened
