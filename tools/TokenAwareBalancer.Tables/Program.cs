using TokenAwareBalancer.Tokenizing;

namespace TokenAwareBalancer.Tables;

/// <summary>Works out the tables of the built-in vocabularies and writes them where they are embedded from.</summary>
internal static class Program
{
    private static int Main(string[] args)
    {
        if (args is not [var folder] || !Directory.Exists(folder))
        {
            Console.Error.WriteLine(
                "usage: dotnet run -c Release --project tools/TokenAwareBalancer.Tables "
                + "src/TokenAwareBalancer.Core/Tokenizing/Vocabularies");
            return 2;
        }

        foreach (var name in BuiltInTokenizers.Names)
        {
            var (lengths, bytes) = EmbeddedVocabulary.ReadTokens(name);
            var blob = VocabularyTablesFormat.Write(new Vocabulary(lengths, bytes).Tables);
            File.WriteAllBytes(Path.Combine(folder, $"{name}.tables.br"), blob);
            Console.WriteLine($"{name}: {lengths.Length} tokens, tables of {blob.Length} bytes");
        }

        return 0;
    }
}
