// purpose: close links for the cases of a record and their workers, as of the number being staged
// params: rows, number, forever
// returns: closed
UNWIND $rows AS row
MATCH (a:Record {key: row.source})-[l:LED_BY]->(b:Professional {key: row.target})
WHERE l.until = $forever AND l.opened_on = row.opened_on
SET l.until = $number
RETURN count(*) AS closed
