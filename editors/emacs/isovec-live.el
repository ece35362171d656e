;;; isovec-live.el --- A search that answers while one types -*- lexical-binding: t; -*-

;; SPDX-License-Identifier: Apache-2.0

;;; Commentary:

;; Completion frameworks filter candidates by their letters, and hits by meaning would be lost; so the minibuffer shows
;; the server's hits itself, in the server's order.

;;; Code:

(require 'isovec)

(defvar isovec-live--hits nil)
(defvar isovec-live--marked 0)
(defvar isovec-live--connection nil)
(defvar isovec-live--asked nil "The question that was asked last.")
(defvar isovec-live--overlay nil)
(defvar isovec-live--timer nil)
(defvar isovec-live--rows 10 "Hits shown at a time.")

(defvar isovec-live-map
  (let ((map (make-sparse-keymap)))
    (set-keymap-parent map minibuffer-local-map)
    (define-key map (kbd "<down>") #'isovec-live-next)
    (define-key map (kbd "C-n") #'isovec-live-next)
    (define-key map (kbd "<up>") #'isovec-live-previous)
    (define-key map (kbd "C-p") #'isovec-live-previous)
    map)
  "Keys of the minibuffer of `isovec-search'.")

(defun isovec-live--row (hit marked width)
  "HIT as a row of at most WIDTH columns, lit when it is MARKED."
  (pcase-let* ((`(,text . ,line) (isovec--line hit))
               (file (file-relative-name (isovec--file (plist-get hit :uri))
                                         (file-truename (isovec--root isovec-live--connection))))
               (place (propertize (format "%s:%d" file line) 'face 'isovec-place))
               (row (truncate-string-to-width (concat place "  " text) width)))
    (when marked (add-face-text-property 0 (length row) 'highlight t row))
    row))

(defun isovec-live--show (message)
  "Show the hits, or MESSAGE where there are none, below the question."
  (let* ((width (- (window-width) 2))
         (first (max 0 (- isovec-live--marked (1- isovec-live--rows))))
         (rows (seq-map-indexed
                (lambda (hit at) (isovec-live--row hit (= (+ first at) isovec-live--marked) width))
                (seq-take (nthcdr first isovec-live--hits) isovec-live--rows)))
         (text (concat " \n" (if rows (string-join rows "\n") message))))
    ;; The cursor belongs to the question and not to what follows it.
    (put-text-property 0 1 'cursor t text)
    (move-overlay isovec-live--overlay (point-max) (point-max))
    (overlay-put isovec-live--overlay 'after-string text)))

(defmacro isovec-live--in (buffer &rest body)
  "Evaluate BODY in BUFFER's window if the question is still being asked there."
  (declare (indent 1))
  `(when-let ((window (and (buffer-live-p ,buffer) (get-buffer-window ,buffer t))))
     (with-selected-window window ,@body)))

(defun isovec-live--ask (buffer)
  "Ask what stands in the minibuffer BUFFER."
  (isovec-live--in buffer
    (let ((question (string-trim (minibuffer-contents-no-properties))))
      (setq isovec-live--asked question)
      (if (string-empty-p question)
          (progn (setq isovec-live--hits nil) (isovec-live--show ""))
        (jsonrpc-async-request
         isovec-live--connection :search/query (isovec--query question)
         :timeout 60
         :success-fn (lambda (result) (isovec-live--answered buffer question (isovec--hits result) "Nothing found."))
         :error-fn (lambda (failed) (isovec-live--answered buffer question nil (plist-get failed :message))))))))

(defun isovec-live--answered (buffer question hits message)
  "Show in BUFFER the HITS for QUESTION, or MESSAGE, unless it was overtaken."
  (when (equal question isovec-live--asked)
    (isovec-live--in buffer
      (setq isovec-live--hits hits
            isovec-live--marked (max 0 (min isovec-live--marked (1- (length hits)))))
      (isovec-live--show message))))

(defun isovec-live--typed (&rest _)
  "Ask once the typing pauses."
  (setq isovec-live--marked 0)
  (when isovec-live--timer (cancel-timer isovec-live--timer))
  (setq isovec-live--timer (run-with-timer isovec-typing-pause nil #'isovec-live--ask (current-buffer))))

(defun isovec-live-next (&optional step)
  "Mark the next hit, or the one STEP further."
  (interactive)
  (when isovec-live--hits
    (setq isovec-live--marked (mod (+ isovec-live--marked (or step 1)) (length isovec-live--hits)))
    (isovec-live--show "")))

(defun isovec-live-previous ()
  "Mark the hit before."
  (interactive)
  (isovec-live-next -1))

(defun isovec-live-read (connection)
  "Read a question for CONNECTION and return the hit that was chosen."
  (let* ((isovec-live--connection connection)
         (isovec-live--hits nil)
         (isovec-live--marked 0)
         (isovec-live--asked nil)
         (isovec-live--timer nil)
         (isovec-live--overlay nil)
         (max-mini-window-height (1+ isovec-live--rows))
         minibuffer
         (follow (lambda () (isovec-live--ask minibuffer))))
    (minibuffer-with-setup-hook
        (lambda ()
          (setq minibuffer (current-buffer)
                isovec-live--overlay (make-overlay (point-max) (point-max) nil t t))
          (add-hook 'after-change-functions #'isovec-live--typed nil t)
          ;; What is found grows while the index is built.
          (add-hook 'isovec-index-changed-hook follow))
      (unwind-protect
          (read-from-minibuffer "Ask: " nil isovec-live-map)
        (remove-hook 'isovec-index-changed-hook follow)
        (when isovec-live--timer (cancel-timer isovec-live--timer))))
    (nth isovec-live--marked isovec-live--hits)))

(provide 'isovec-live)
;;; isovec-live.el ends here
