<?php
// One JSON string a line in; a digest of its tokens, or "invalid" where PHP cannot parse it, a line out.
error_reporting(0);
while (($line = fgets(STDIN)) !== false) {
    $code = json_decode($line);
    try {
        $tokens = PhpToken::tokenize($code, TOKEN_PARSE);
    } catch (Error $error) {
        echo "invalid\n";
        continue;
    }
    $kept = [];
    foreach ($tokens as $token) {
        if (!in_array($token->id, [T_WHITESPACE, T_COMMENT])) {
            $text = in_array($token->id, [T_OPEN_TAG]) ? rtrim($token->text) : $token->text;
            $text = $token->id === T_YIELD_FROM ? 'yield from' : $text;
            // The two kinds of `&` mean the same to the grammar wherever it takes both.
            $kept[] = ($text === '&' ? '' : $token->id) . ':' . $text;
        }
    }
    echo md5(implode("\0", $kept)), "\n";
}
