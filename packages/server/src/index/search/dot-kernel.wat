;; Dot products of rows of signed bytes with one query of 16-bit numbers. Four runs of rows, one after the other in memory,
;; are read side by side: one alone waits for memory half of the time.
;;
;; $row    where the rows begin, in bytes, as all places
;; $each   rows of a run; four times as many are read
;; $width  bytes of a row, a multiple of 16
;; $query  where the query is, 2 * $width bytes
;; $out    where an int32 a row is written
(module
  (memory (export "memory") 1)
  (func (export "dots")
    (param $row i32) (param $each i32) (param $width i32) (param $query i32) (param $out i32)
    (local $end i32) (local $q i32) (local $low v128) (local $high v128) (local $bytes v128)
    (local $row1 i32) (local $row2 i32) (local $row3 i32)
    (local $run i32) ;; bytes of a run's results
    (local $sum0 v128) (local $sum1 v128) (local $sum2 v128) (local $sum3 v128)

    (local.set $row1 (i32.add (local.get $row) (i32.mul (local.get $each) (local.get $width))))
    (local.set $row2 (i32.add (local.get $row1) (i32.mul (local.get $each) (local.get $width))))
    (local.set $row3 (i32.add (local.get $row2) (i32.mul (local.get $each) (local.get $width))))
    (local.set $run (i32.shl (local.get $each) (i32.const 2)))

    (block $done
      (loop $next
        (br_if $done (i32.eqz (local.get $each)))
        (local.set $end (i32.add (local.get $row) (local.get $width)))
        (local.set $q (local.get $query))
        (local.set $sum0 (v128.const i32x4 0 0 0 0))
        (local.set $sum1 (v128.const i32x4 0 0 0 0))
        (local.set $sum2 (v128.const i32x4 0 0 0 0))
        (local.set $sum3 (v128.const i32x4 0 0 0 0))

        (loop $along
          (local.set $low (v128.load (local.get $q)))
          (local.set $high (v128.load offset=16 (local.get $q)))
          (local.set $q (i32.add (local.get $q) (i32.const 32)))

          (local.set $bytes (v128.load (local.get $row)))
          (local.set $row (i32.add (local.get $row) (i32.const 16)))
          (local.set $sum0 (i32x4.add (local.get $sum0) (i32x4.add
            (i32x4.dot_i16x8_s (i16x8.extend_low_i8x16_s (local.get $bytes)) (local.get $low))
            (i32x4.dot_i16x8_s (i16x8.extend_high_i8x16_s (local.get $bytes)) (local.get $high)))))

          (local.set $bytes (v128.load (local.get $row1)))
          (local.set $row1 (i32.add (local.get $row1) (i32.const 16)))
          (local.set $sum1 (i32x4.add (local.get $sum1) (i32x4.add
            (i32x4.dot_i16x8_s (i16x8.extend_low_i8x16_s (local.get $bytes)) (local.get $low))
            (i32x4.dot_i16x8_s (i16x8.extend_high_i8x16_s (local.get $bytes)) (local.get $high)))))

          (local.set $bytes (v128.load (local.get $row2)))
          (local.set $row2 (i32.add (local.get $row2) (i32.const 16)))
          (local.set $sum2 (i32x4.add (local.get $sum2) (i32x4.add
            (i32x4.dot_i16x8_s (i16x8.extend_low_i8x16_s (local.get $bytes)) (local.get $low))
            (i32x4.dot_i16x8_s (i16x8.extend_high_i8x16_s (local.get $bytes)) (local.get $high)))))

          (local.set $bytes (v128.load (local.get $row3)))
          (local.set $row3 (i32.add (local.get $row3) (i32.const 16)))
          (local.set $sum3 (i32x4.add (local.get $sum3) (i32x4.add
            (i32x4.dot_i16x8_s (i16x8.extend_low_i8x16_s (local.get $bytes)) (local.get $low))
            (i32x4.dot_i16x8_s (i16x8.extend_high_i8x16_s (local.get $bytes)) (local.get $high)))))

          (br_if $along (i32.lt_u (local.get $row) (local.get $end))))

        (i32.store (local.get $out) (i32.add
          (i32.add (i32x4.extract_lane 0 (local.get $sum0)) (i32x4.extract_lane 1 (local.get $sum0)))
          (i32.add (i32x4.extract_lane 2 (local.get $sum0)) (i32x4.extract_lane 3 (local.get $sum0)))))
        (i32.store (i32.add (local.get $out) (local.get $run)) (i32.add
          (i32.add (i32x4.extract_lane 0 (local.get $sum1)) (i32x4.extract_lane 1 (local.get $sum1)))
          (i32.add (i32x4.extract_lane 2 (local.get $sum1)) (i32x4.extract_lane 3 (local.get $sum1)))))
        (i32.store (i32.add (local.get $out) (i32.mul (local.get $run) (i32.const 2))) (i32.add
          (i32.add (i32x4.extract_lane 0 (local.get $sum2)) (i32x4.extract_lane 1 (local.get $sum2)))
          (i32.add (i32x4.extract_lane 2 (local.get $sum2)) (i32x4.extract_lane 3 (local.get $sum2)))))
        (i32.store (i32.add (local.get $out) (i32.mul (local.get $run) (i32.const 3))) (i32.add
          (i32.add (i32x4.extract_lane 0 (local.get $sum3)) (i32x4.extract_lane 1 (local.get $sum3)))
          (i32.add (i32x4.extract_lane 2 (local.get $sum3)) (i32x4.extract_lane 3 (local.get $sum3)))))

        (local.set $out (i32.add (local.get $out) (i32.const 4)))
        (local.set $each (i32.sub (local.get $each) (i32.const 1)))
        (br $next)))))
