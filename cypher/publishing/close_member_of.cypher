// purpose: close links for the members of a household, as of the number being staged
// params: rows, number, forever
// returns: closed
UNWIND $rows AS row
MATCH (a:Person {id: row.source})-[l:MEMBER_OF]->(b:Household {id: row.target})
WHERE l.until = $forever
SET l.until = $number
RETURN count(*) AS closed
