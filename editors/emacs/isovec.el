;;; isovec.el --- Semantic code search over the Embedding Server Protocol -*- lexical-binding: t; -*-

;; Version: 0.1.0
;; Package-Requires: ((emacs "28.1"))
;; Keywords: tools, matching
;; SPDX-License-Identifier: Apache-2.0

;;; Commentary:

;; `isovec-search' answers a question about the project while it is typed in the minibuffer; with a prefix argument the
;; hits go to an xref buffer.  `isovec-similar' shows in an xref buffer what is written like the region.
;; `isovec-mode' shows in the mode line how the server and its index are.  See docs/editors/emacs.md.

;;; Code:

(require 'jsonrpc)
(require 'project)
(require 'subr-x)
(require 'url-util)
(require 'xref)

(defgroup isovec nil
  "Semantic code search."
  :group 'tools)

(defcustom isovec-command '("isovec" "serve" "--stdio")
  "How the server is started."
  :type '(repeat string))

(defcustom isovec-limit 30
  "How many hits a search gives."
  :type 'integer)

(defcustom isovec-typing-pause 0.15
  "Seconds without a key before a question is asked."
  :type 'number)

(defface isovec-place '((t :inherit completions-annotations))
  "Face of the path and the line of a hit.")

;;;; Server

(defclass isovec--connection (jsonrpc-process-connection)
  ((root :initarg :root :reader isovec--root)
   (status :initform nil :accessor isovec--status)
   (index :initform nil :accessor isovec--index)))

(defvar isovec--connections (make-hash-table :test #'equal)
  "Running servers by the folder that they search.")

(defvar isovec-index-changed-hook nil
  "Run when the index of a server has become another one.")

(defun isovec--notified (connection method params)
  "Keep what CONNECTION tells by METHOD with PARAMS."
  (pcase method
    ('experimental/serverStatus (setf (isovec--status connection) params))
    ('index/didChange
     (let ((before (plist-get (isovec--index connection) :generation)))
       (setf (isovec--index connection) params)
       (unless (equal before (plist-get params :generation))
         (run-hooks 'isovec-index-changed-hook)))))
  (force-mode-line-update t))

(defun isovec--folder ()
  "The folder to search: the project's, or the current one."
  (expand-file-name
   (file-name-as-directory
    (if-let ((project (project-current))) (project-root project) default-directory))))

(defun isovec--uri (file)
  "FILE as a URI."
  (concat "file://" (url-hexify-string (file-truename file) url-path-allowed-chars)))

(defun isovec--file (uri)
  "The file that URI names."
  (decode-coding-string (url-unhex-string (string-remove-prefix "file://" uri) t) 'utf-8))

(defun isovec--start (folder)
  "Start a server for FOLDER."
  (let* ((default-directory folder)
         (connection
          (make-instance
           'isovec--connection
           :name (format "isovec %s" (abbreviate-file-name folder))
           :root folder
           :events-buffer-scrollback-size 0
           :notification-dispatcher #'isovec--notified
           :on-shutdown (lambda (gone)
                          (remhash (isovec--root gone) isovec--connections)
                          (force-mode-line-update t))
           :process (lambda ()
                      (make-process :name "isovec" :command isovec-command :connection-type 'pipe
                                    :coding 'utf-8-emacs-unix :noquery t
                                    :stderr (get-buffer-create " *isovec stderr*"))))))
    (jsonrpc-request
     connection :initialize
     `(:processId ,(emacs-pid)
       :clientInfo (:name "Emacs isovec.el" :version "0.1.0")
       :rootUri ,(isovec--uri folder)
       :workspaceFolders [(:uri ,(isovec--uri folder) :name ,folder)]
       :capabilities ,(make-hash-table)))
    (jsonrpc-notify connection :initialized (make-hash-table))
    (puthash folder connection isovec--connections)))

(defun isovec--running (&optional folder)
  "The connection for FOLDER, or the current one, if its server runs."
  (let ((connection (gethash (or folder (isovec--folder)) isovec--connections)))
    (and connection (jsonrpc-running-p connection) connection)))

(defun isovec--connect ()
  "The connection for the current folder, started when needed."
  (or (isovec--running) (isovec--start (isovec--folder))))

(defun isovec-stop ()
  "Stop all servers."
  (interactive)
  (dolist (connection (hash-table-values isovec--connections))
    (ignore-errors
      (jsonrpc-request connection :shutdown nil :timeout 2)
      (jsonrpc-notify connection :exit nil))
    (jsonrpc-shutdown connection)))

(defun isovec--saved ()
  "Tell the server that the buffer's file was saved."
  (when-let ((connection (and buffer-file-name (isovec--running))))
    (jsonrpc-notify connection :textDocument/didSave
                    `(:textDocument (:uri ,(isovec--uri buffer-file-name))))))

;;;; Hits

(defun isovec--line (hit)
  "The line that shows best why HIT was found, and its number from 1."
  (let* ((line (plist-get hit :line))
         (first (plist-get (plist-get (plist-get hit :range) :start) :line))
         (lines (split-string (plist-get hit :preview) "\n")))
    (cons (string-trim (or (nth (- line first) lines) "")) (1+ line))))

(defun isovec--xref (hit)
  "HIT as xref shows it."
  (pcase-let ((`(,text . ,line) (isovec--line hit)))
    (xref-make text (xref-make-file-location (isovec--file (plist-get hit :uri)) line 0))))

(defun isovec--show (fetch)
  "Show in an xref buffer what FETCH gives; it is called anew on revert."
  (funcall xref-show-xrefs-function
           (lambda () (or (mapcar #'isovec--xref (funcall fetch)) (user-error "Isovec: nothing found")))
           `((window . ,(selected-window)))))

(defun isovec--hits (result)
  "The hits of RESULT as a list."
  (append (plist-get result :hits) nil))

(defun isovec--query (question)
  "The params of a search for QUESTION."
  `(:query ,question :limit ,isovec-limit))

;;;; Commands

;;;###autoload
(defun isovec-xref (question)
  "Show what answers QUESTION in an xref buffer."
  (interactive "sQuestion: ")
  (let ((connection (isovec--connect)))
    (isovec--show
     (lambda ()
       (isovec--hits (jsonrpc-request connection :search/query (isovec--query question) :timeout 60))))))

;;;###autoload
(defun isovec-similar (start end)
  "Show in an xref buffer what is written like the lines from START to END."
  (interactive "r")
  (let* ((connection (isovec--connect))
         (first (line-number-at-pos start t))
         (last (line-number-at-pos (if (and (> end start) (eq (char-before end) ?\n)) (1- end) end) t))
         (uri (if buffer-file-name (isovec--uri buffer-file-name) "untitled:emacs"))
         (text (save-restriction
                 (widen)
                 (buffer-substring-no-properties
                  (save-excursion (goto-char start) (line-beginning-position))
                  (save-excursion (goto-char (max start (1- end))) (line-end-position))))))
    (when (string-blank-p text) (user-error "Isovec: these lines are blank"))
    (isovec--show
     (lambda ()
       (isovec--hits
        (jsonrpc-request
         connection :search/similar
         `(:textDocument (:uri ,uri)
           :range (:start (:line ,(1- first) :character 0) :end (:line ,last :character 0))
           :text ,text
           :limit ,isovec-limit)
         :timeout 60))))))

(declare-function isovec-live-read "isovec-live" (connection))

;;;###autoload
(defun isovec-search (&optional in-buffer)
  "Ask about the project; hits are shown while the question is typed.
With a prefix argument IN-BUFFER the hits go to an xref buffer instead."
  (interactive "P")
  (if in-buffer
      (call-interactively #'isovec-xref)
    (require 'isovec-live)
    (when-let ((hit (isovec-live-read (isovec--connect))))
      (xref-push-marker-stack)
      (find-file (isovec--file (plist-get hit :uri)))
      (goto-char (point-min))
      (forward-line (plist-get hit :line))
      (recenter))))

;;;; Mode line

(defun isovec-mode-line ()
  "A few words on the server of the current folder and on its index."
  (if-let ((connection (isovec--running)))
      (let* ((status (isovec--status connection))
             (index (isovec--index connection))
             (health (plist-get status :health))
             (chunks (plist-get index :chunks)))
        (cond
         ((and health (not (equal health "ok"))) (format " isovec:%s" health))
         ((equal (plist-get index :state) "failed") " isovec:error")
         ((and (equal (plist-get index :state) "embedding") (> chunks 0))
          (format " isovec:%d%%%%" (/ (* 100 (plist-get index :embedded)) chunks)))
         ((eq (plist-get status :quiescent) t) " isovec")
         (t " isovec:…")))
    ""))

;;;###autoload
(define-minor-mode isovec-mode
  "Keep the index of the current folder up to date, and its state in the mode line."
  :global t
  :lighter (:eval (isovec-mode-line))
  (if isovec-mode
      (progn
        (add-hook 'after-save-hook #'isovec--saved)
        (add-hook 'kill-emacs-hook #'isovec-stop)
        (isovec--connect))
    (remove-hook 'after-save-hook #'isovec--saved)
    (remove-hook 'kill-emacs-hook #'isovec-stop)
    (isovec-stop)))

(provide 'isovec)
;;; isovec.el ends here
