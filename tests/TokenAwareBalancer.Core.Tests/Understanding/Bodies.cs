using System.Text;

namespace TokenAwareBalancer.Understanding;

/// <summary>Bodies to read, and the short way to the error of one.</summary>
internal static class Bodies
{
    public const int MaxDepth = 64;

    /// <summary>A chat with something of everything that is interpreted.</summary>
    public const string RichChat = """
        {
          "messages": [
            {"role": "system", "content": "Be brief. \u00e9\ud83d\ude00 \"quoted\"\n"},
            {"role": "user", "name": "ann", "content": [
              {"type": "text", "text": "What is 日本?"},
              {"type": "image_url", "image_url": {"url": "data:image/png;base64,AAAA", "detail": "low"}},
              {"input_audio": {"data": "AAAAAAAA", "format": "wav"}, "type": "input_audio"}]},
            {"role": "assistant", "content": null, "reasoning_content": "hmm", "tool_calls": [
              {"id": "c1", "type": "function", "function": {"name": "find", "arguments": "{\"q\":\"x\"}"}}]},
            {"role": "tool", "tool_call_id": "c1", "content": "42"}
          ],
          "tools": [{"type": "function", "function": {"name": "find", "parameters": {"type": "object"}}}],
          "temperature": -0.5e-1, "max_completion_tokens": 1e2, "n": 2, "stop": ["a", null, true],
          "stream": true, "stream_options": {"include_usage": true}, "mod\u0065l": "my\/model"
        }
        """;

    public const string RichAnthropic = """
        {"model": "claude", "max_tokens": 100, "system": [{"type": "text", "text": "sys", "cache_control": {}}],
         "messages": [
           {"role": "user", "content": "hi"},
           {"role": "assistant", "content": [{"type": "thinking", "thinking": "deep", "signature": "s"},
             {"type": "tool_use", "id": "t", "name": "f", "input": {"a": [1, "b"]}}]},
           {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "t", "content": [
             {"type": "text", "text": "res"}, {"type": "image", "source": {"type": "base64", "data": "AAAA"}}]},
             {"type": "document", "title": "T", "source": {"data": "doc text", "type": "text"}}]}],
         "tools": [{"name": "f", "input_schema": {}}], "stream": false}
        """;

    public const string RichCompletion = """
        {"prompt": [[1, 2, 3], [4]], "suffix": "end\t", "model": "m", "best_of": 3, "n": 2, "max_tokens": 5}
        """;

    public const string RichResponse = """
        {"model": "m", "instructions": "Be brief.\n", "max_output_tokens": 50, "stream": true, "store": true,
         "input": [
           {"role": "user", "content": "hi"},
           {"type": "message", "role": "user", "content": [{"type": "input_text", "text": "see \u00e9"},
             {"type": "input_image", "image_url": "data:image/png;base64,AAAA", "detail": "low"}]},
           {"type": "reasoning", "id": "rs", "summary": [{"type": "summary_text", "text": "sum"}],
             "content": [{"type": "reasoning_text", "text": "deep"}], "encrypted_content": null},
           {"type": "function_call", "call_id": "c", "name": "find", "arguments": "{\"q\":1}"},
           {"type": "function_call_output", "call_id": "c", "output": "42"},
           {"type": "message", "id": "msg", "role": "assistant", "status": "completed", "content": [
             {"type": "output_text", "text": "ok", "annotations": []}, {"type": "refusal", "refusal": "no"}]}],
         "tools": [{"type": "function", "name": "find", "description": "d", "parameters": {"type": "object"}}],
         "text": {"format": {"type": "json_schema", "name": "n", "schema": {"type": "object"}}}}
        """;

    public const string RichEmbedding = """
        {"model": "m", "input": ["one\n", {"text": "two"}, {"image": "AAAA"}], "dimensions": 8, "user": "u",
         "encoding_format": "base64"}
        """;

    public const string RichRerank = """
        {"documents": ["one", {"text": "t\u00f6"}, {"content": [{"type": "text", "text": "three"}]}], "top_n": 2,
         "query": "what", "model": "m", "return_documents": false}
        """;

    public const string RichTokenize = """
        {"model": "m", "prompt": "one\n tw\u00f6", "add_special_tokens": false, "return_token_strs": true}
        """;

    public static TheoryData<string, ApiSurface> Rich => new()
    {
        { RichChat, ApiSurface.ChatCompletions },
        { RichAnthropic, ApiSurface.Messages },
        { RichCompletion, ApiSurface.Completions },
        { RichResponse, ApiSurface.Responses },
        { RichEmbedding, ApiSurface.Embeddings },
        { RichRerank, ApiSurface.Rerank },
        { RichTokenize, ApiSurface.Tokenize },
        { RichAnthropic, ApiSurface.CountTokens },
        { RichChat, ApiSurface.Other },
    };

    public static string ChatMessage(string properties) =>
        $$"""{"model":"m","messages":[{"role":"user",{{properties}}}]}""";

    public static string Chat(string properties) =>
        $$"""{"model":"m","messages":[{"role":"user","content":"hi"}],{{properties}}}""";

    public static RequestError? ErrorOf(string body, ApiSurface surface, int maxDepth = MaxDepth) =>
        ErrorOf(Encoding.UTF8.GetBytes(body), surface, maxDepth);

    /// <summary>Reads, and if there is no error counts: nothing may throw.</summary>
    public static RequestError? ErrorOf(ReadOnlySpan<byte> body, ApiSurface surface, int maxDepth = MaxDepth)
    {
        var reader = RequestReader.Rent();
        try
        {
            var error = reader.Read(body, surface, maxDepth, out _);
            var count = reader.Count(body, new BytesTokenCounter(), bytesPerToken: 4);
            Assert.True(count.Tokens >= 0);
            Assert.True(error is null || count == new PromptCount(0, surface != ApiSurface.Other, 0, 0));
            return error;
        }
        finally
        {
            reader.Return();
        }
    }
}
