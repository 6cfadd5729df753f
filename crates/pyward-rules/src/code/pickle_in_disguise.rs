use pyward_model::{Confidence, Severity};
use pyward_python::views::Call;

use crate::declare::rule;
use crate::{Code, Cx, Hit, Look, Names, Subject};

rule! {
    /// Data is read by a library that unpickles it: cloudpickle, joblib, `_pickle`, `pickle5`, scikit-learn's and Spark's
    /// loaders, `pandas.io.pickle`.
    ///
    /// ## Why
    /// A pickle is a program: whoever wrote it chooses what is called while it is read.
    ///
    /// ## Bad
    /// ```bad app.py
    /// import joblib
    ///
    /// model = joblib.load(path)
    /// ```
    ///
    /// ## Good
    /// ```good app.py
    /// import skops.io
    ///
    /// model = skops.io.load(path, trusted=[])
    /// ```
    ///
    /// ## References
    /// - [pickle](https://docs.python.org/3/library/pickle.html)
    /// - [joblib.load](https://joblib.readthedocs.io/en/stable/generated/joblib.load.html)
    /// - [CWE-502: deserialization of untrusted data](https://cwe.mitre.org/data/definitions/502.html)
    pub(crate) static PICKLE_IN_DISGUISE = {
        name: "pickle-in-disguise",
        family: Code,
        summary: "data read by something built on pickle",
        severity: Some(Severity::Medium),
        confidence: High,
        cwes: [502],
        aliases: [],
        subject: Subject::Code(Code::own(&[Look::Call(Names::Whole(NAMES), find)])),
    };
}

const NAMES: &[&str] = &[
    "cloudpickle.load",
    "cloudpickle.loads",
    "joblib.load",
    "sklearn.externals.joblib.load",
    "_pickle.load",
    "_pickle.loads",
    "_pickle.Unpickler",
    "cPickle.load",
    "cPickle.loads",
    "cPickle.Unpickler",
    "pickle5.load",
    "pickle5.loads",
    "six.moves.cPickle.load",
    "six.moves.cPickle.loads",
    "pandas.io.pickle.read_pickle",
    "pandas.compat.pickle_compat.load",
    "compress_pickle.load",
    "compress_pickle.loads",
    "dill.load_session",
    "dill.load_module",
    "srsly.pickle_loads",
    "torch.package.PackageImporter",
    "kombu.serialization.pickle_loads",
    "pyspark.serializers.CloudPickleSerializer",
    "jsonpickle.loads",
    "shelve.Shelf",
    "shelve.BsdDbShelf",
    "multiprocessing.reduction.ForkingPickler.loads",
    "mlflow.pyfunc.load_model",
    "mlflow.sklearn.load_model",
];

fn find(cx: &Cx<'_>, call: Call<'_>) -> Option<Hit> {
    let reads = call.positional_count() > 0 || call.keywords().next().is_some();
    let message = format!("{} runs what the data says", cx.name());
    reads.then(|| Hit::new(Severity::Medium, Confidence::High, message))
}
