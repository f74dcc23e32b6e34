// Households known to several agencies, by place and size
// :param agencies => 3
MATCH (h:Household) WHERE h.agencies >= $agencies
WITH h.place AS place, h.size AS size, count(*) AS households WHERE households >= 5
RETURN place, size, households ORDER BY place, size
