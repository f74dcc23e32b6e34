// purpose: close links for how an address is described, as of the number being staged
// params: rows, number, forever
// returns: closed
UNWIND $rows AS row
MATCH (a:Address {id: row.source})-[l:DESCRIBED_BY]->(b:AddressDetails {key: row.target})
WHERE l.until = $forever
SET l.until = $number
RETURN count(*) AS closed
