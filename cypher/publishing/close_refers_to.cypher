// purpose: close links for which person a record refers to, as of the number being staged
// params: rows, number, forever
// returns: closed
UNWIND $rows AS row
MATCH (a:Record {key: row.source})-[l:REFERS_TO]->(b:Person {id: row.target})
WHERE l.until = $forever
SET l.until = $number
RETURN count(*) AS closed
