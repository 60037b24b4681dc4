INSERT INTO product (id, code, name_ko, name_en, note_ko, note_en, price)
SELECT * FROM (VALUES
  (1, 'moon-jar', '작은 달항아리', 'Little moon jar', '두 개의 사발을 이어 빚은 백자', 'White porcelain, thrown as two bowls', 68000),
  (2, 'teapot', '흙빛 다관', 'Clay teapot', '두 사람이 마시기 좋은 크기', 'The right size for two', 54000),
  (3, 'cup', '청자 찻잔', 'Celadon cup', '손에 감기는 옥빛 유약', 'Jade glaze that fits the hand', 18000),
  (4, 'bowl', '분청 사발', 'Buncheong bowl', '밥도 차도 어울리는 그릇', 'For rice as well as for tea', 24000),
  (5, 'green-tea', '우전 녹차', 'First-flush green tea', '곡우 전에 딴 어린잎 40 g', 'Young leaves, picked in April, 40 g', 32000),
  (6, 'persimmon', '감잎차', 'Persimmon-leaf tea', '카페인 없이 맑은 차 30 g', 'Clear, without caffeine, 30 g', 12000)
) AS p (id, code, name_ko, name_en, note_ko, note_en, price)
WHERE NOT EXISTS (SELECT 1 FROM product);
