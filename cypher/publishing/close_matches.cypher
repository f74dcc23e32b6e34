// purpose: close links for the evidence between two records, as of the number being staged
// params: rows, number, forever
// returns: closed
UNWIND $rows AS row
MATCH (a:Record {key: row.source})-[l:MATCHES]->(b:Record {key: row.target})
WHERE l.until = $forever
SET l.until = $number
RETURN count(*) AS closed
