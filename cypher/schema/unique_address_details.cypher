// purpose: no two AddressDetails nodes share a key
// params: none
// returns: nothing
CREATE CONSTRAINT unique_address_details IF NOT EXISTS FOR (n:AddressDetails) REQUIRE n.key IS UNIQUE
