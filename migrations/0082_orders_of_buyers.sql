-- What a customer whose identity is proven has ordered.
CREATE INDEX orders_by_buyer ON orders (tenant, buyer_id) WHERE buyer_id IS NOT NULL;
CREATE INDEX orders_by_email ON orders (tenant, lower(email));
