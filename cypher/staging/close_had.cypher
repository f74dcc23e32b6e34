// purpose: close links for the touchpoints a record had, as of the number being staged
// params: rows, number, forever
// returns: closed
UNWIND $rows AS row
MATCH (a:Record {key: row.source})-[l:HAD]->(b:Touchpoint {key: row.target})
WHERE l.until = $forever
SET l.until = $number
RETURN count(*) AS closed
