// purpose: count the records that have ever lived at some addresses, as a generation knows them
// params: addresses, number
// returns: address, residents
UNWIND $addresses AS id
MATCH (a:Address {id: id})<-[d:DENOTES|WAS_DENOTES]-(:StatedAddress)<-[v:LIVES_AT|WAS_LIVES_AT]-(r:Record)
WHERE v.since <= $number AND v.until > $number AND d.since <= $number AND d.until > $number
RETURN id AS address, count(DISTINCT r.key) AS residents
