// purpose: close links for the addresses a record has stated, as of the number being staged
// params: rows, number, forever
// returns: closed
UNWIND $rows AS row
MATCH (a:Record {key: row.source})-[l:LIVES_AT]->(b:StatedAddress {key: row.target})
WHERE l.until = $forever
SET l.until = $number
RETURN count(*) AS closed
