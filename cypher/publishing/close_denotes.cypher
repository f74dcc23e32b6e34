// purpose: close links for which address a stated address denotes, as of the number being staged
// params: rows, number, forever
// returns: closed
UNWIND $rows AS row
MATCH (a:StatedAddress {key: row.source})-[l:DENOTES]->(b:Address {id: row.target})
WHERE l.until = $forever
SET l.until = $number
RETURN count(*) AS closed
