CREATE SCHEMA crm;
CREATE SCHEMA sales;
CREATE SCHEMA stock;

CREATE TABLE public.countries (code text PRIMARY KEY, name text NOT NULL);
CREATE TABLE crm.customers (id int PRIMARY KEY, name text NOT NULL, country text NOT NULL REFERENCES public.countries);
CREATE TABLE crm.addresses (customer_id int NOT NULL REFERENCES crm.customers, line int NOT NULL, text text NOT NULL, PRIMARY KEY (customer_id, line));
CREATE TABLE sales.orders (id int PRIMARY KEY, customer_id int NOT NULL REFERENCES crm.customers, placed_at timestamptz NOT NULL);
CREATE TABLE sales.order_lines (order_id int NOT NULL REFERENCES sales.orders, line int NOT NULL, item_id int NOT NULL, PRIMARY KEY (order_id, line));
CREATE TABLE sales.invoices (id int PRIMARY KEY, order_id int NOT NULL REFERENCES sales.orders, total numeric(10,2) NOT NULL);
CREATE TABLE sales.payments (id int PRIMARY KEY, invoice_id int NOT NULL REFERENCES sales.invoices, total numeric(10,2) NOT NULL);
CREATE TABLE stock.items (id int PRIMARY KEY, name text NOT NULL);
CREATE TABLE stock.warehouses (id int PRIMARY KEY, name text NOT NULL);
CREATE TABLE stock.movements (id bigint PRIMARY KEY, item_id int NOT NULL, warehouse_id int NOT NULL, pieces int NOT NULL);

INSERT INTO public.countries VALUES ('de', 'Germany'), ('fr', 'France');
INSERT INTO crm.customers VALUES (1, 'Ada', 'de'), (2, 'Blaise', 'fr');
INSERT INTO crm.addresses VALUES (1, 1, 'Hauptstrasse 1'), (2, 1, 'Rue de la Paix 2');
INSERT INTO stock.items VALUES (1, 'teapot'), (2, 'cup');
INSERT INTO stock.warehouses VALUES (1, 'Leipzig');
INSERT INTO sales.orders VALUES (1, 1, '2026-01-05 10:00+00'), (2, 2, '2026-01-06 11:30+00');
INSERT INTO sales.order_lines VALUES (1, 1, 1), (1, 2, 2), (2, 1, 2);
INSERT INTO sales.invoices VALUES (1, 1, 49.90);
INSERT INTO sales.payments VALUES (1, 1, 49.90);
INSERT INTO stock.movements SELECT i, 1 + i % 2, 1, 10 FROM generate_series(1, 1000) i;
