// purpose: close links for who dealt with a touchpoint, by the record it was stated for, as of the number being staged
// params: rows, number, forever
// returns: closed
UNWIND $rows AS row
MATCH (a:Touchpoint {key: row.source})-[l:HANDLED_BY]->(b:Professional {key: row.target})
WHERE l.until = $forever AND l.record = row.record
SET l.until = $number
RETURN count(*) AS closed
