// purpose: close links for the search keys of a record, as of the number being staged
// params: rows, number, forever
// returns: closed
UNWIND $rows AS row
MATCH (a:Record {key: row.source})-[l:FOUND_BY]->(b:SearchKey {key: row.target})
WHERE l.until = $forever
SET l.until = $number
RETURN count(*) AS closed
