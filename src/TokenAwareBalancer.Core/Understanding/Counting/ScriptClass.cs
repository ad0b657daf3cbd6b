namespace TokenAwareBalancer.Understanding.Counting;

/// <summary>What a text is written in, as far as it changes how many bytes a token has.</summary>
public enum ScriptClass
{
    /// <summary>Nearly all ASCII, and most of that letters: English prose.</summary>
    LatinProse,

    /// <summary>The same with accented letters: French, German, Polish, Vietnamese.</summary>
    AccentedLatin,

    /// <summary>Nearly all ASCII, with many digits, signs and blanks: code, JSON, tables.</summary>
    Code,

    /// <summary>Alphabets of two bytes a letter: Cyrillic, Greek, Hebrew, Arabic.</summary>
    Alphabetic,

    /// <summary>Chinese, Japanese, Korean.</summary>
    Cjk,

    /// <summary>Alphabets of three bytes a letter: Devanagari, Bengali, Tamil, Thai, Georgian.</summary>
    Indic,

    /// <summary>Several of these, emoji, or anything else.</summary>
    Mixed,
}
