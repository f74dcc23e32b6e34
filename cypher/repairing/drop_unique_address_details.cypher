// purpose: drop the index of AddressDetails nodes by their key, to make it anew
// params: none
// returns: nothing
DROP CONSTRAINT unique_address_details IF EXISTS
