// purpose: close links for the address of a household, as of the number being staged
// params: rows, number, forever
// returns: closed
UNWIND $rows AS row
MATCH (a:Household {id: row.source})-[l:BASED_AT]->(b:Address {id: row.target})
WHERE l.until = $forever
SET l.until = $number
RETURN count(*) AS closed
