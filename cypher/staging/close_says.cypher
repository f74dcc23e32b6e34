// purpose: close links for what a record says of its person, as of the number being staged
// params: rows, number, forever
// returns: closed
UNWIND $rows AS row
MATCH (a:Record {key: row.source})-[l:SAYS]->(b:Details {key: row.target})
WHERE l.until = $forever
SET l.until = $number
RETURN count(*) AS closed
